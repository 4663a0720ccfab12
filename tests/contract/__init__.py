"""Third-party servers and the real engine: what they send is what our code has to read."""
