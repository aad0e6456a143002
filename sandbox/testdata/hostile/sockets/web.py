# Asks the network for a page.
# want: failed urllib.error.URLError

import urllib.request

urllib.request.urlopen("http://198.51.100.1/", timeout=2)
