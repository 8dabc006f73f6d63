"""What may be asked, and when: the windows a provider counts in, the pace that keeps inside them, and the key's tier."""
