"""One fake for each edge: what stands outside is imitated here, our own code never."""
