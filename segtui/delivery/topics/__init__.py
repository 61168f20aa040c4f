"""Messages to the topics and queues of brokers, all of a batch or none."""
