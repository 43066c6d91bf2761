"""A believable office to try miz in: units, hosts, people, weeks of visits, and today."""
