"""The processes and faces of miz: web, gate, worker and command line."""
