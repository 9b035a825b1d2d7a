"""What stands in front of the pages: who is let in, what every answer says, and what is given back when nobody is there."""
