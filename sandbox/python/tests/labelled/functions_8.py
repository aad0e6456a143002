# O(n)|O(n + m) O(n)|O(n + m)
def zigzag(s, rows):
    if rows == 1:
        return s
    lines = [""] * rows
    r, d = 0, 1
    for c in s:
        lines[r] += c
        if r == 0:
            d = 1
        elif r == rows - 1:
            d = -1
        r += d
    return "".join(lines)

print(zigzag("PAYPALISHIRING", 3))
# ---
# O(n) O(1)
def peak_count(temps):
    c = 0
    for i in range(1, len(temps) - 1):
        if temps[i - 1] < temps[i] > temps[i + 1]:
            c += 1
    return c

print(peak_count([1, 3, 2, 5, 4, 6, 1]))
# ---
# O(n^2) O(n)
def pair_sums(nums):
    sums = {}
    for i in range(len(nums)):
        for j in range(len(nums)):
            if i != j:
                k = (nums[i] + nums[j]) % len(nums)
                sums[k] = sums.get(k, 0) + 1
    return sums

print(pair_sums([1, 2, 3, 4]))
# ---
# O(n) O(n)
def vote(ballots):
    tally = {}
    for b in ballots:
        if b not in tally:
            tally[b] = 0
        tally[b] += 1
    winner = max(tally, key=tally.get)
    print("winner:", winner)
    return winner

vote(["ann", "bob", "ann"])
# ---
# O(n) O(n)
def simulate(moves):
    x = y = 0
    path = [(0, 0)]
    for m in moves:
        if m == "U":
            y += 1
        elif m == "D":
            y -= 1
        elif m == "L":
            x -= 1
        else:
            x += 1
        path.append((x, y))
    return path

print(simulate("UURDL"))
# ---
# O(n^3) O(1)
def max_sub_brute(a):
    best = a[0]
    for i in range(len(a)):
        for j in range(i, len(a)):
            s = 0
            for k in range(i, j + 1):
                s += a[k]
            best = max(best, s)
    return best

print(max_sub_brute([1, -2, 3, 4]))
# ---
# O(n) O(1)
class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next

class Solution:
    def hasCycle(self, head):
        slow = fast = head
        while fast and fast.next:
            slow = slow.next
            fast = fast.next.next
            if slow is fast:
                return True
        return False

print(Solution().hasCycle(ListNode(1, ListNode(2, ListNode(3)))))
# ---
# O(n) O(n)|O(log n)
class TreeNode:
    def __init__(self, val, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right

class Solution:
    def maxPath(self, root):
        self.best = 0
        def go(node):
            if not node:
                return 0
            l = go(node.left)
            r = go(node.right)
            self.best = max(self.best, l + r + node.val)
            return max(l, r) + node.val
        go(root)
        return self.best

print(Solution().maxPath(TreeNode(1, TreeNode(2), TreeNode(3))))
# ---
# O(n)|O(log n) O(1)
class Node:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

def bst_min(root):
    while root.left is not None:
        root = root.left
    return root.key

r = Node(5)
r.left = Node(3)
r.left.left = Node(1)
r.right = Node(9)
print(bst_min(r))
# ---
# O(n) O(n) Playlist.shuffle_names
class Playlist:
    def __init__(self, title):
        self.title = title
        self.songs = []

    def add(self, song, length):
        self.songs.append({"song": song, "length": length})

    def shuffle_names(self):
        return [s["song"].upper() for s in self.songs]

p = Playlist("mix")
p.add("one", 3)
p.add("two", 4)
print(p.shuffle_names())
# ---
# O(n log n) O(n) Scores.top
class Scores:
    def __init__(self):
        self.data = {}

    def put(self, who, points):
        self.data[who] = points

    def top(self, k=3):
        return sorted(self.data.items(), key=lambda kv: -kv[1])[:k]

s = Scores()
s.put("a", 3)
s.put("b", 9)
print(s.top())
# ---
# O(1) O(1) LRU.get
from collections import OrderedDict

class LRU:
    def __init__(self, cap):
        self.cap = cap
        self.d = OrderedDict()

    def put(self, k, v):
        self.d[k] = v
        self.d.move_to_end(k)
        if len(self.d) > self.cap:
            self.d.popitem(last=False)

    def get(self, k):
        if k not in self.d:
            return -1
        self.d.move_to_end(k)
        return self.d[k]

c = LRU(2)
c.put(1, 1)
c.put(2, 2)
print(c.get(1))
# ---
# O(n) O(1) Ring.sum_all
class Ring:
    def __init__(self, size):
        self.size = size
        self.buf = [0] * size

    def sum_all(self):
        t = 0
        for i in range(self.size):
            t += self.buf[i]
        return t

print(Ring(4).sum_all())
# ---
# O(n + m) O(n)|O(n + m)
def bipartite(g):
    color = {}
    for start in g:
        if start in color:
            continue
        color[start] = 0
        stack = [start]
        while stack:
            u = stack.pop()
            for v in g[u]:
                if v not in color:
                    color[v] = 1 - color[u]
                    stack.append(v)
                elif color[v] == color[u]:
                    return False
    return True

print(bipartite({0: [1, 3], 1: [0, 2], 2: [1, 3], 3: [0, 2]}))
# ---
# O(n + m)|O(n log n)|O(n log m) O(n)|O(n + m)
import heapq

def dijkstra(graph, src):
    dist = {v: float("inf") for v in graph}
    dist[src] = 0
    pq = [(0, src)]
    while pq:
        d, u = heapq.heappop(pq)
        if d > dist[u]:
            continue
        for v, w in graph[u].items():
            if d + w < dist[v]:
                dist[v] = d + w
                heapq.heappush(pq, (dist[v], v))
    return dist

print(dijkstra({"a": {"b": 1, "c": 4}, "b": {"c": 2}, "c": {}}, "a"))
# ---
# O(n + m) O(n)|O(n + m)
def components(n, edges):
    adj = [[] for _ in range(n)]
    for a, b in edges:
        adj[a].append(b)
        adj[b].append(a)
    seen = [False] * n
    count = 0
    for i in range(n):
        if not seen[i]:
            count += 1
            todo = [i]
            seen[i] = True
            while todo:
                u = todo.pop()
                for v in adj[u]:
                    if not seen[v]:
                        seen[v] = True
                        todo.append(v)
    return count

print(components(5, [(0, 1), (1, 2), (3, 4)]))
# ---
# O(2^n) O(2^n)|O(n)
def all_sums(nums):
    if not nums:
        return {0}
    rest = all_sums(nums[1:])
    return rest | {r + nums[0] for r in rest}

print(all_sums([1, 2, 4]))
# ---
# O(2^n) O(n)
def ackish(n):
    if n == 0:
        return 1
    t = 0
    for _ in range(2):
        t += ackish(n - 1)
    return t

print(ackish(4))
# ---
# O(n^2) O(n^2)|O(n)
def suffixes(w):
    return sorted(w[i:] for i in range(len(w)))

print(suffixes("banana"))
# ---
# O(n log n) O(n)
def h_index(cites):
    cites = sorted(cites, reverse=True)
    h = 0
    while h < len(cites) and cites[h] > h:
        h += 1
    return h

print(h_index([3, 0, 6, 1, 5]))
# ---
# O(n) O(1)
def missing_xor(nums):
    x = len(nums)
    for i, v in enumerate(nums):
        x ^= i ^ v
    return x

print(missing_xor([3, 0, 1]))
# ---
# O(log n) O(1)
def cube_root(n):
    lo, hi = 0, n
    while lo <= hi:
        m = (lo + hi) // 2
        if m ** 3 == n:
            return m
        if m ** 3 < n:
            lo = m + 1
        else:
            hi = m - 1
    return hi

print(cube_root(27))
# ---
# O(sqrt n) O(1)
def squares_below(limit):
    k = 0
    while (k + 1) ** 2 <= limit:
        k += 1
    return k

print(squares_below(50))
# ---
# O(n) O(1)
def pi_leibniz(terms):
    s = 0.0
    sign = 1
    for k in range(terms):
        s += sign / (2 * k + 1)
        sign = -sign
    return 4 * s

print(pi_leibniz(100))
# ---
# O(n log n) O(1)
def digit_total(n):
    t = 0
    for i in range(1, n + 1):
        j = i
        while j > 0:
            t += j % 10
            j //= 10
    return t

print(digit_total(25))
# ---
# O(n^2) O(1)
def count_rect(n):
    c = 0
    for i in range(n):
        j = 0
        while j <= i:
            c += 1
            j += 1
    return c

print(count_rect(4))
# ---
# O(n * m) O(n + m)|O(n)|O(m)|O(1)
def zero_matrix(m):
    rows, cols = set(), set()
    for i, row in enumerate(m):
        for j, v in enumerate(row):
            if v == 0:
                rows.add(i)
                cols.add(j)
    for i in range(len(m)):
        for j in range(len(m[0])):
            if i in rows or j in cols:
                m[i][j] = 0
    return m

print(zero_matrix([[1, 0, 1], [1, 1, 1]]))
# ---
# O(n * m)|O(n + m) O(1)
def search_matrix(mat, target):
    for row in mat:
        for v in row:
            if v == target:
                return True
    return False

print(search_matrix([[1, 3, 5], [7, 9, 11]], 9))
# ---
# O(n) O(n)
def batches(items, size=2):
    def chunks():
        for i in range(0, len(items), size):
            yield items[i:i + size]
    return [sum(c) for c in chunks()]

print(batches([1, 2, 3, 4, 5]))
# ---
# O(n) O(n)
def parse_pairs(text):
    res = {}
    for part in text.split(","):
        key, _, val = part.partition("=")
        res[key] = val
    return res

print(parse_pairs("a=1,b=2,c=3"))
