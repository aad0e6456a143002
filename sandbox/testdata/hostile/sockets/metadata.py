# Asks the cloud for the machine's rights.
# want: failed

import http.client

connection = http.client.HTTPConnection("169.254.169.254", timeout=2)
connection.request("GET", "/latest/meta-data/")
