"""The web app: one table of actions with two faces, JSON under /api/v1 and the pages."""
