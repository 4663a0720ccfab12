"""Clients that others wrote, each left to its own ways: curl, httpx-sse, npm eventsource."""
