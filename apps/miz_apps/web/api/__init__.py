"""The JSON face: every row of the table below /api/v1, problems as RFC 9457, and its OpenAPI."""
