"""What machines check: style, types, floors, the page."""
