"""The kiosk in the house: the portal's pages for a finger, and what only a kiosk does (MIS-12)."""
