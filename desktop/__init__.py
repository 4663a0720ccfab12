"""The window and the life of the process around it. Knows the backend only as `backend.main.Server`."""
