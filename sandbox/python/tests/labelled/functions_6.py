# O(n) O(1)
def longest_run(bits):
    best = cur = 0
    for b in bits:
        cur = cur + 1 if b == 1 else 0
        best = max(best, cur)
    return best

print(longest_run([1, 1, 0, 1, 1, 1]))
# ---
# O(n + m) O(1)
def find_pair_sorted(a, b, target):
    i = 0
    j = len(b) - 1
    while i < len(a) and j >= 0:
        s = a[i] + b[j]
        if s == target:
            return (a[i], b[j])
        if s < target:
            i += 1
        else:
            j -= 1
    return None

print(find_pair_sorted([1, 3, 5, 7], [2, 4, 6], 11))
# ---
# O(n)|O(log n)|O(1) O(n)|O(log n)|O(1) UnionFind.union
class UnionFind:
    def __init__(self, n):
        self.parent = list(range(n))

    def find(self, x):
        if self.parent[x] != x:
            self.parent[x] = self.find(self.parent[x])
        return self.parent[x]

    def union(self, a, b):
        self.parent[self.find(a)] = self.find(b)

uf = UnionFind(6)
uf.union(0, 1)
uf.union(1, 2)
print(uf.find(0))
# ---
# O(1) O(1) Queue2.enqueue
class Queue2:
    def __init__(self):
        self.inbox = []
        self.outbox = []

    def enqueue(self, x):
        self.inbox.append(x)

    def dequeue(self):
        if not self.outbox:
            while self.inbox:
                self.outbox.append(self.inbox.pop())
        return self.outbox.pop()

q = Queue2()
q.enqueue(1)
q.enqueue(2)
print(q.dequeue())
# ---
# O(n) O(n) Queue2.dequeue
class Queue2:
    def __init__(self):
        self.inbox = []
        self.outbox = []

    def enqueue(self, x):
        self.inbox.append(x)

    def dequeue(self):
        if not self.outbox:
            while self.inbox:
                self.outbox.append(self.inbox.pop())
        return self.outbox.pop()

q = Queue2()
q.enqueue(1)
q.enqueue(2)
print(q.dequeue())
# ---
# O(n) O(n)|O(log n)
class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right

def inorder(node, out):
    if node:
        inorder(node.left, out)
        out.append(node.val)
        inorder(node.right, out)

def is_bst(root):
    out = []
    inorder(root, out)
    for i in range(1, len(out)):
        if out[i - 1] >= out[i]:
            return False
    return True

root = TreeNode(5, TreeNode(3, TreeNode(1), TreeNode(4)), TreeNode(8))
print(is_bst(root))
# ---
# O(n) O(n)
from collections import deque

def level_order(root):
    result = []
    q = deque([root])
    while q:
        row = []
        for _ in range(len(q)):
            node = q.popleft()
            row.append(node["name"])
            for child in node["kids"]:
                q.append(child)
        result.append(row)
    return result

print(level_order({"name": "a", "kids": [{"name": "b", "kids": []}, {"name": "c", "kids": []}]}))
# ---
# O(n log n) O(n)
class ListNode:
    def __init__(self, x):
        self.val = x
        self.next = None

def sort_linked(head):
    vals = []
    p = head
    while p is not None:
        vals.append(p.val)
        p = p.next
    vals.sort()
    p = head
    for v in vals:
        p.val = v
        p = p.next
    return head

a = ListNode(4)
a.next = ListNode(2)
a.next.next = ListNode(3)
sort_linked(a)
# ---
# O(n + m) O(1)
class N:
    def __init__(self, v, nxt=None):
        self.v = v
        self.nxt = nxt

def merge_two(x, y):
    dummy = N(0)
    tail = dummy
    while x and y:
        if x.v < y.v:
            tail.nxt = x
            x = x.nxt
        else:
            tail.nxt = y
            y = y.nxt
        tail = tail.nxt
    tail.nxt = x or y
    return dummy.nxt

m = merge_two(N(1, N(3, N(5))), N(2, N(4)))
# ---
# O(n * m) O(n * m)|O(n)|O(n + m)
def can_make(coins, target, memo=None):
    if memo is None:
        memo = {}
    if target in memo:
        return memo[target]
    if target == 0:
        return 0
    best = float("inf")
    for c in coins:
        if c <= target:
            best = min(best, 1 + can_make(coins, target - c, memo))
    memo[target] = best
    return best

print(can_make([1, 5, 10], 27))
# ---
# O(n^2) O(n)|O(n^2)
def longest_chain(pairs):
    pairs.sort()
    dp = [1] * len(pairs)
    for i in range(len(pairs)):
        for j in range(i):
            if pairs[j][1] < pairs[i][0]:
                dp[i] = max(dp[i], dp[j] + 1)
    return max(dp)

print(longest_chain([[1, 2], [2, 3], [3, 4]]))
# ---
# O(n^2) O(n^2)
def lps(s):
    n = len(s)
    dp = [[0] * n for _ in range(n)]
    for i in range(n - 1, -1, -1):
        dp[i][i] = 1
        for j in range(i + 1, n):
            if s[i] == s[j]:
                dp[i][j] = dp[i + 1][j - 1] + 2
            else:
                dp[i][j] = max(dp[i + 1][j], dp[i][j - 1])
    return dp[0][n - 1]

print(lps("bbbab"))
# ---
# O(2^n) O(n)|O(2^n)
def letter_cases(s, i=0, cur=""):
    if i == len(s):
        print(cur)
        return
    letter_cases(s, i + 1, cur + s[i].lower())
    letter_cases(s, i + 1, cur + s[i].upper())

letter_cases("abc")
# ---
# O(2^n) O(2^n)
def gray(n):
    if n == 1:
        return ["0", "1"]
    prev = gray(n - 1)
    return ["0" + c for c in prev] + ["1" + c for c in reversed(prev)]

print(gray(3))
# ---
# O(n) O(n)
from itertools import groupby

def compress(s):
    return "".join(ch + str(len(list(grp))) for ch, grp in groupby(s))

print(compress("aaabbc"))
# ---
# O(n) O(1)|O(n)
from functools import reduce

def product_of(nums):
    return reduce(lambda a, b: a * b % 1000007, nums, 1)

print(product_of([1, 2, 3, 4]))
# ---
# O(n log n) O(n)
def anagram_key_sort(names):
    table = dict()
    for nm in sorted(names):
        k = nm[0]
        if k in table:
            table[k].append(nm)
        else:
            table[k] = [nm]
    return table

print(anagram_key_sort(["zoe", "adam", "amy"]))
# ---
# O(n) O(n)
def spin(arr, k):
    k = k % len(arr)
    return arr[-k:] + arr[:-k]

print(spin([1, 2, 3, 4, 5], 2))
# ---
# O(n) O(1)
def rev_inplace(chars):
    l, r = 0, len(chars) - 1
    while l < r:
        chars[l], chars[r] = chars[r], chars[l]
        l += 1
        r -= 1

word = list("hello")
rev_inplace(word)
print(word)
# ---
# O(log n) O(1)
def first_bad(n):
    bad = 4
    lo, hi = 1, n
    while lo < hi:
        mid = lo + (hi - lo) // 2
        if mid >= bad:
            hi = mid
        else:
            lo = mid + 1
    return lo

print(first_bad(10))
# ---
# O(log n) O(1)
def trailing_zeros(n):
    z = 0
    while n >= 5:
        n //= 5
        z += n
    return z

print(trailing_zeros(100))
# ---
# O(n) O(1)
def is_power_sum(n):
    total = 0
    for i in range(1, n):
        if n % i == 0:
            total += i
    if total == n:
        return "perfect"
    elif total > n:
        return "abundant"
    return "deficient"

for x in (6, 12, 13):
    print(x, is_power_sum(x))
# ---
# O(n^2) O(n)
def rank_scores(scores):
    ranks = []
    for s in scores:
        better = [t for t in scores if t > s]
        ranks.append(len(better) + 1)
    return ranks

print(rank_scores([50, 90, 70]))
# ---
# O(n^2)|O(n log n) O(1)
def steps_sorted(a):
    count = 0
    gap = len(a)
    done = False
    while not done:
        gap = max(1, int(gap / 1.3))
        done = gap == 1
        for i in range(len(a) - gap):
            if a[i] > a[i + gap]:
                a[i], a[i + gap] = a[i + gap], a[i]
                done = False
                count += 1
    return count

print(steps_sorted([9, 8, 7, 1, 2, 3]))
# ---
# O(n^2) O(n)
def dedupe_keep_order(xs):
    seen = []
    for x in xs:
        if x not in seen:
            seen.append(x)
    return seen

print(dedupe_keep_order([3, 3, 1, 2, 1]))
# ---
# O(n * m) O(n * m)
def add_tables(p, q):
    return [[p[i][j] + q[i][j] for j in range(len(p[0]))] for i in range(len(p))]

print(add_tables([[1, 2, 3], [3, 4, 5]], [[5, 6, 1], [7, 8, 2]]))
# ---
# O(n * m) O(1)
def count_neighbors(board):
    total = 0
    for y in range(len(board)):
        for x in range(len(board[0])):
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    if (dy or dx) and 0 <= y + dy < len(board) and 0 <= x + dx < len(board[0]):
                        total += board[y + dy][x + dx]
    return total

print(count_neighbors([[0, 1, 0], [1, 1, 0]]))
# ---
# O(n * m) O(n * m)|O(n)|O(n + m)
from collections import deque
def shortest(maze):
    h, w = len(maze), len(maze[0])
    q = deque([(0, 0, 1)])
    seen = {(0, 0)}
    while q:
        r, c, d = q.popleft()
        if r == h - 1 and c == w - 1:
            return d
        for dr, dc in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            nr, nc = r + dr, c + dc
            if 0 <= nr < h and 0 <= nc < w and maze[nr][nc] == 0 and (nr, nc) not in seen:
                seen.add((nr, nc))
                q.append((nr, nc, d + 1))
    return -1

print(shortest([[0, 0, 1], [1, 0, 0]]))
# ---
# O(n) O(n)|O(1)
def fib_gen(n):
    a, b = 0, 1
    for _ in range(n):
        yield a
        a, b = b, a + b

def even_fibs(n):
    return [x for x in fib_gen(n) if x % 2 == 0]

print(even_fibs(10))
# ---
# O(n) O(1)|O(n)
def weighted(*marks, scale=2):
    s = 0
    for m in marks:
        s += m * scale
    return s / len(marks)

print(weighted(3, 4, 5))
