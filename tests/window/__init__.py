"""The real window, on a screen of our own."""
