"""Line charts with axes."""
