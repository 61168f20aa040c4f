"""Tables of lakes as they become by a write, and files on stores."""
