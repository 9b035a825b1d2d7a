"""Documents made from what review answers."""
