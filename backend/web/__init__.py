"""The open web, as tools reach it: pages by their address, searches by a provider that a person set up."""
