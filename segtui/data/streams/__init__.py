"""Where events come from: brokers, webhooks, folders and standard input, with positions to go on from."""
