"""Models and their providers: what there is, how it is spoken to, and the assistant that needs neither."""
