"""What each page asks and the deeds it allows: frozen dataclasses and findings, no words."""
