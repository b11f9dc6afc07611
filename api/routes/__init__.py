"""The API's endpoints, a file per resource."""
