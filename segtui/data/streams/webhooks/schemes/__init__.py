"""How senders sign their webhooks, one file each."""
