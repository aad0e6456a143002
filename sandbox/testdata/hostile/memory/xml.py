# An XML document of a billion laughs.
# want: failed xml.etree.ElementTree.ParseError

import xml.etree.ElementTree as tree

lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
tree.fromstring(f'<!DOCTYPE l [<!ENTITY l0 "lol">{lol}]><l>&l11;</l>')
