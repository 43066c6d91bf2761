"""The electronic desk: pages for citizens, with their own door, cookies and frame (EDK)."""
