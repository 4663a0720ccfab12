"""A database of each schema there has been, as SQL text. `make.py` says how they came to be and why they stay."""
