"""Commands and questions of the chat, as plain calls: durable when they return, the same again when repeated."""
