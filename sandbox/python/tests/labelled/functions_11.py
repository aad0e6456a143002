# O(n) O(1)
def linear_search(arr, target):
    pos = -1
    for i in range(len(arr)):
        if arr[i] == target:
            pos = i
            break
    return pos

print(linear_search([4, 2, 7, 9], 7))
print(linear_search([4, 2, 7, 9], 5))
# ---
# O(log n) O(1)
def binarySearch(lst, x):
    low = 0
    high = len(lst) - 1
    found = False
    while low <= high and not found:
        mid = (low + high) // 2
        if lst[mid] == x:
            found = True
        else:
            if x < lst[mid]:
                high = mid - 1
            else:
                low = mid + 1
    return found

print(binarySearch([1, 3, 5, 7, 9, 11], 7))
print(binarySearch([1, 3, 5, 7, 9, 11], 8))
# ---
# O(log n) O(log n)
def first_occurrence(a, x, l, r):
    # returns the first index of x, -1 if x is not there
    if l > r:
        return -1
    m = l + (r - l) // 2
    if a[m] == x and (m == 0 or a[m - 1] < x):
        return m
    if a[m] >= x:
        return first_occurrence(a, x, l, m - 1)
    return first_occurrence(a, x, m + 1, r)

data = [1, 2, 2, 2, 5, 8]
print(first_occurrence(data, 2, 0, len(data) - 1))
print(first_occurrence(data, 7, 0, len(data) - 1))
# ---
# O(n) O(n)
def bin_search(alist, item):
    if len(alist) == 0:
        return False
    else:
        midpoint = len(alist) // 2
        if alist[midpoint] == item:
            return True
        else:
            if item < alist[midpoint]:
                return bin_search(alist[:midpoint], item)
            else:
                return bin_search(alist[midpoint + 1:], item)

testlist = [0, 1, 2, 8, 13, 17, 19, 32, 42]
print(bin_search(testlist, 3))
print(bin_search(testlist, 13))
# ---
# O(n^2) O(1)
def bubble_sort(nums):
    n = len(nums)
    for i in range(n):
        swapped = False
        for j in range(0, n - i - 1):
            if nums[j] > nums[j + 1]:
                nums[j], nums[j + 1] = nums[j + 1], nums[j]
                swapped = True
        if swapped == False:
            break
    return nums

print(bubble_sort([5, 1, 4, 2, 8]))
# ---
# O(n^2) O(1)
def insertionSort(L):
    for i in range(1, len(L)):
        key = L[i]
        k = i - 1
        # shift everything bigger one to the right
        while k >= 0 and L[k] > key:
            L[k + 1] = L[k]
            k -= 1
        L[k + 1] = key

values = [12, 11, 13, 5, 6]
insertionSort(values)
print(values)
# ---
# O(n^2) O(n)
def my_sort(numbers):
    result = []
    temp = numbers.copy()
    while len(temp) > 0:
        smallest = min(temp)
        result.append(smallest)
        temp.remove(smallest)
    return result

print(my_sort([3, 1, 2]))
print(my_sort([9, 9, 0, -4]))
# ---
# O(n log n) O(n) merge_sort
def merge(left, right):
    merged = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    merged += left[i:]
    merged += right[j:]
    return merged


def merge_sort(arr):
    if len(arr) <= 1:
        return arr
    mid = len(arr) // 2
    left = merge_sort(arr[:mid])
    right = merge_sort(arr[mid:])
    return merge(left, right)


print(merge_sort([38, 27, 43, 3, 9, 82, 10]))
# ---
# O(n^2) O(n^2)|O(n)
def quicksort(arr):
    if len(arr) <= 1:
        return arr
    pivot = arr[0]
    smaller = [x for x in arr[1:] if x < pivot]
    bigger = [x for x in arr[1:] if x >= pivot]
    return quicksort(smaller) + [pivot] + quicksort(bigger)

print(quicksort([3, 6, 1, 8, 2, 9, 2]))
# ---
# O(n^2) O(n) quick_sort
def partition(A, lo, hi):
    pivot = A[hi]
    i = lo - 1
    for j in range(lo, hi):
        if A[j] <= pivot:
            i += 1
            A[i], A[j] = A[j], A[i]
    A[i + 1], A[hi] = A[hi], A[i + 1]
    return i + 1

def quick_sort(A, lo, hi):
    if lo < hi:
        p = partition(A, lo, hi)
        quick_sort(A, lo, p - 1)
        quick_sort(A, p + 1, hi)

arr = [10, 7, 8, 9, 1, 5]
quick_sort(arr, 0, len(arr) - 1)
print(arr)
# ---
# O(n log n) O(1) heap_sort
def sift_down(heap, start, end):
    root = start
    while True:
        child = 2 * root + 1
        if child > end:
            break
        if child + 1 <= end and heap[child] < heap[child + 1]:
            child += 1
        if heap[root] < heap[child]:
            heap[root], heap[child] = heap[child], heap[root]
            root = child
        else:
            break

def heap_sort(heap):
    n = len(heap)
    for start in range((n - 2) // 2, -1, -1):
        sift_down(heap, start, n - 1)
    for end in range(n - 1, 0, -1):
        heap[end], heap[0] = heap[0], heap[end]
        sift_down(heap, 0, end - 1)
    return heap

print(heap_sort([4, 10, 3, 5, 1]))
# ---
# O(n^2 log n) O(1) count_triplets
# count triplets with sum == target using binary search for the third one
def bs(a, x, lo):
    hi = len(a) - 1
    while lo <= hi:
        mid = (lo + hi) // 2
        if a[mid] == x:
            return True
        elif a[mid] < x:
            lo = mid + 1
        else:
            hi = mid - 1
    return False

def count_triplets(a, target):
    # a is already sorted, no duplicates
    cnt = 0
    n = len(a)
    for i in range(n - 2):
        for j in range(i + 1, n - 1):
            if bs(a, target - a[i] - a[j], j + 1):
                cnt += 1
    return cnt

print(count_triplets([1, 2, 3, 4, 5, 6], 10))
# ---
# O(n) O(n)
def isValid(s: str) -> bool:
    stack = []
    pairs = {')': '(', ']': '[', '}': '{'}
    for ch in s:
        if ch in '([{':
            stack.append(ch)
        elif ch in pairs:
            if not stack or stack[-1] != pairs[ch]:
                return False
            stack.pop()
    return len(stack) == 0

print(isValid("([]{})"))
print(isValid("([)]"))
# ---
# O(n^2) O(n) serve_all
class Queue:
    def __init__(self):
        self.items = []

    def enqueue(self, item):
        self.items.append(item)

    def dequeue(self):
        return self.items.pop(0)

    def is_empty(self):
        return len(self.items) == 0


def serve_all(customers):
    q = Queue()
    for c in customers:
        q.enqueue(c)
    order = []
    while not q.is_empty():
        order.append(q.dequeue())
    return order


print(serve_all(["Ann", "Bob", "Cem"]))
# ---
# O(n) O(n) process
class MyQueue:
    """queue with two stacks"""
    def __init__(self):
        self.inbox = []
        self.outbox = []

    def push(self, x):
        self.inbox.append(x)

    def pop(self):
        if not self.outbox:
            while self.inbox:
                self.outbox.append(self.inbox.pop())
        if not self.outbox:
            return None
        return self.outbox.pop()

def process(ops):
    q = MyQueue()
    out = []
    for op in ops:
        if op == "pop":
            out.append(q.pop())
        else:
            q.push(op)
    return out

print(process([1, 2, "pop", 3, "pop", "pop"]))
# ---
# O(1) O(1) MinStack.push
class MinStack:
    def __init__(self):
        self.stack = []
        self.mins = []

    def push(self, val):
        self.stack.append(val)
        if len(self.mins) == 0 or val <= self.mins[-1]:
            self.mins.append(val)

    def pop(self):
        v = self.stack.pop()
        if v == self.mins[-1]:
            self.mins.pop()
        return v

    def get_min(self):
        return self.mins[-1]

ms = MinStack()
ms.push(3)
ms.push(1)
ms.push(2)
print(ms.get_min())
ms.pop()
ms.pop()
print(ms.get_min())
# ---
# O(n) O(n)
from typing import List

class Solution:
    def dailyTemperatures(self, temperatures: List[int]) -> List[int]:
        ans = [0] * len(temperatures)
        st = []
        for i, t in enumerate(temperatures):
            while st and temperatures[st[-1]] < t:
                j = st.pop()
                ans[j] = i - j
            st.append(i)
        return ans

print(Solution().dailyTemperatures([73, 74, 75, 71, 69, 72, 76, 73]))
# ---
# O(n) O(1) LinkedList.reverse
class Node:
    def __init__(self, data):
        self.data = data
        self.next = None

class LinkedList:
    def __init__(self):
        self.head = None

    def insert_front(self, data):
        new_node = Node(data)
        new_node.next = self.head
        self.head = new_node

    def reverse(self):
        prev = None
        current = self.head
        while current is not None:
            nxt = current.next
            current.next = prev
            prev = current
            current = nxt
        self.head = prev

    def show(self):
        cur = self.head
        while cur:
            print(cur.data, end=" -> ")
            cur = cur.next
        print("None")

ll = LinkedList()
for i in range(4):
    ll.insert_front(i)
ll.show()
ll.reverse()
ll.show()
# ---
# O(n^2) O(n) build
class Node:
    def __init__(self, value):
        self.value = value
        self.next = None

class LList:
    def __init__(self):
        self.head = None

    def append(self, value):
        node = Node(value)
        if self.head is None:
            self.head = node
            return
        last = self.head
        while last.next:
            last = last.next
        last.next = node

def build(values):
    l = LList()
    for v in values:
        l.append(v)
    return l

l = build([1, 2, 3])
print(l.head.value, l.head.next.value, l.head.next.next.value)
# ---
# O(1) O(1) LRUCache.get
from collections import OrderedDict

class LRUCache:
    def __init__(self, capacity):
        self.capacity = capacity
        self.cache = OrderedDict()

    def get(self, key):
        if key not in self.cache:
            return -1
        self.cache.move_to_end(key)
        return self.cache[key]

    def put(self, key, value):
        if key in self.cache:
            self.cache.move_to_end(key)
        self.cache[key] = value
        if len(self.cache) > self.capacity:
            self.cache.popitem(last=False)

c = LRUCache(2)
c.put(1, 1)
c.put(2, 2)
print(c.get(1))
c.put(3, 3)
print(c.get(2))
# ---
# O(1) O(1) CircularQueue.enqueue
class CircularQueue:
    def __init__(self, size):
        self.size = size
        self.queue = [None] * size
        self.front = -1
        self.rear = -1

    def enqueue(self, data):
        if (self.rear + 1) % self.size == self.front:
            print("Queue is full")
            return False
        if self.front == -1:
            self.front = 0
        self.rear = (self.rear + 1) % self.size
        self.queue[self.rear] = data
        return True

    def dequeue(self):
        if self.front == -1:
            print("Queue is empty")
            return None
        x = self.queue[self.front]
        if self.front == self.rear:
            self.front = -1
            self.rear = -1
        else:
            self.front = (self.front + 1) % self.size
        return x

cq = CircularQueue(3)
cq.enqueue(5)
cq.enqueue(6)
cq.enqueue(7)
cq.enqueue(8)
print(cq.dequeue())
# ---
# O(n + m)|O(n) O(1) mergeTwoLists
class ListNode:
    def __init__(self, val=0, next=None):
        self.val = val
        self.next = next

def mergeTwoLists(l1, l2):
    dummy = ListNode()
    tail = dummy
    while l1 and l2:
        if l1.val < l2.val:
            tail.next = l1
            l1 = l1.next
        else:
            tail.next = l2
            l2 = l2.next
        tail = tail.next
    tail.next = l1 if l1 else l2
    return dummy.next

a = ListNode(1, ListNode(4))
b = ListNode(2, ListNode(3, ListNode(9)))
h = mergeTwoLists(a, b)
while h:
    print(h.val)
    h = h.next
# ---
# O(n) O(n) insert
class TreeNode:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

# plain BST, not balanced
def insert(root, key):
    if root is None:
        return TreeNode(key)
    if key == root.key:
        return root
    if key < root.key:
        root.left = insert(root.left, key)
    else:
        root.right = insert(root.right, key)
    return root

r = None
for k in [50, 30, 70, 20, 40]:
    r = insert(r, k)
print(r.key, r.left.key, r.left.right.key)
# ---
# O(n) O(n) inorder
class Node:
    def __init__(self, val, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right

def inorder(root, res):
    if root:
        inorder(root.left, res)
        res.append(root.val)
        inorder(root.right, res)
    return res

t = Node(4, Node(2, Node(1), Node(3)), Node(6))
print(inorder(t, []))
# ---
# O(n^2) O(n) is_balanced
class Tree:
    def __init__(self, v, l=None, r=None):
        self.v = v
        self.l = l
        self.r = r

def height(t):
    if t is None:
        return 0
    return 1 + max(height(t.l), height(t.r))

def is_balanced(t):
    if t is None:
        return True
    ok_left = is_balanced(t.l)
    ok_right = is_balanced(t.r)
    diff = abs(height(t.l) - height(t.r))
    return ok_left and ok_right and diff <= 1

print(is_balanced(Tree(1, Tree(2), Tree(3))))
print(is_balanced(Tree(1, Tree(2, Tree(3)))))
# ---
# O(n + m) O(n)
from collections import deque

def bfs(graph, start, goal):
    # returns number of edges on shortest path
    visited = {start}
    queue = deque([(start, 0)])
    while queue:
        node, dist = queue.popleft()
        if node == goal:
            return dist
        for neighbour in graph[node]:
            if neighbour not in visited:
                visited.add(neighbour)
                queue.append((neighbour, dist + 1))
    return -1

g = {
    'A': ['B', 'C'],
    'B': ['D'],
    'C': ['D', 'E'],
    'D': ['F'],
    'E': ['F'],
    'F': [],
}
print(bfs(g, 'A', 'F'))
print(bfs(g, 'F', 'A'))
# ---
# O(n + m) O(n) count_components
def dfs(graph, v, seen):
    seen.add(v)
    for w in graph[v]:
        if w not in seen:
            dfs(graph, w, seen)

def count_components(graph):
    seen = set()
    count = 0
    for v in graph:
        if v not in seen:
            dfs(graph, v, seen)
            count = count + 1
    return count

G = {1: [2], 2: [1, 3], 3: [2], 4: [5], 5: [4], 6: []}
print(count_components(G))
# ---
# O(n^2) O(n)
def remove_duplicates(lst):
    newlist = []
    for item in lst:
        if item not in newlist:
            newlist.append(item)
    return newlist

print(remove_duplicates([1, 2, 2, 3, 1, 4]))
print(remove_duplicates(["a", "b", "a"]))
# ---
# O(n + m) O(n)
from collections import deque

def topo_sort(graph):
    indegree = {u: 0 for u in graph}
    for u in graph:
        for v in graph[u]:
            indegree[v] += 1
    q = deque()
    for u in indegree:
        if indegree[u] == 0:
            q.append(u)
    order = []
    while q:
        u = q.popleft()
        order.append(u)
        for v in graph[u]:
            indegree[v] -= 1
            if indegree[v] == 0:
                q.append(v)
    if len(order) != len(graph):
        return None  # cycle
    return order

print(topo_sort({"shirt": ["tie"], "tie": ["jacket"], "pants": ["shoes", "jacket"], "shoes": [], "jacket": []}))
# ---
# O(n^3) O(n^2)
INF = float('inf')

def floyd(matrix):
    n = len(matrix)
    dist = [row[:] for row in matrix]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if dist[i][k] + dist[k][j] < dist[i][j]:
                    dist[i][j] = dist[i][k] + dist[k][j]
    return dist

print(floyd([[0, 3, INF], [INF, 0, 1], [2, INF, 0]]))
# ---
# O(2^n) O(n)
def fib(n):
    if n <= 1:
        return n
    return fib(n - 1) + fib(n - 2)

print(fib(10))
# ---
# O(n) O(n)
def fib_memo(n, memo=None):
    if memo is None:
        memo = {}
    if n in memo:
        return memo[n]
    if n <= 2:
        return 1
    memo[n] = fib_memo(n - 1, memo) + fib_memo(n - 2, memo)
    return memo[n]

print(fib_memo(30))
print(fib_memo(7))
# ---
# O(n^2) O(n^2)
def pascal(numRows):
    triangle = []
    for i in range(numRows):
        row = [1] * (i + 1)
        for j in range(1, i):
            row[j] = triangle[i - 1][j - 1] + triangle[i - 1][j]
        triangle.append(row)
    return triangle

for r in pascal(5):
    print(r)
# ---
# O(nm) O(n)
def coinChange(coins, amount):
    dp = [amount + 1] * (amount + 1)
    dp[0] = 0
    for a in range(1, amount + 1):
        for c in coins:
            if a - c >= 0:
                dp[a] = min(dp[a], 1 + dp[a - c])
    if dp[amount] == amount + 1:
        return -1
    return dp[amount]

print(coinChange([1, 2, 5], 11))
print(coinChange([2], 3))
# ---
# O(nm) O(nm)
def lcs(X, Y):
    m = len(X)
    n = len(Y)
    L = [[0] * (n + 1) for i in range(m + 1)]
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            if X[i - 1] == Y[j - 1]:
                L[i][j] = L[i - 1][j - 1] + 1
            else:
                L[i][j] = max(L[i - 1][j], L[i][j - 1])
    return L[m][n]

print(lcs("AGGTAB", "GXTXAYB"))
# ---
# O(n^2) O(n)
def lengthOfLIS(nums):
    if not nums:
        return 0
    dp = [1 for _ in nums]
    for i in range(len(nums)):
        for j in range(i):
            if nums[j] < nums[i]:
                dp[i] = max(dp[i], dp[j] + 1)
    return max(dp)

print(lengthOfLIS([10, 9, 2, 5, 3, 7, 101, 18]))
# ---
# O(n log n) O(n)
from bisect import bisect_left

def lis(seq):
    tails = []
    for x in seq:
        pos = bisect_left(tails, x)
        if pos == len(tails):
            tails.append(x)
        else:
            tails[pos] = x
    return len(tails)

print(lis([10, 9, 2, 5, 3, 7, 101, 18]))
print(lis([]))
# ---
# O(2^n) O(n)
def knapSack(W, wt, val, n):
    # base case
    if n == 0 or W == 0:
        return 0
    # item too heavy
    if wt[n - 1] > W:
        return knapSack(W, wt, val, n - 1)
    else:
        return max(val[n - 1] + knapSack(W - wt[n - 1], wt, val, n - 1),
                   knapSack(W, wt, val, n - 1))

profit = [60, 100, 120]
weight = [10, 20, 30]
print(knapSack(50, weight, profit, len(profit)))
# ---
# O(2^n) O(2^n) subsets
def subsets(nums):
    res = []
    path = []

    def backtrack(i):
        if i == len(nums):
            res.append(path[:])
            return
        path.append(nums[i])
        backtrack(i + 1)
        path.pop()
        backtrack(i + 1)

    backtrack(0)
    return res

print(subsets([1, 2, 3]))
# ---
# O(n!) O(n!)
def permutations(s):
    if len(s) <= 1:
        return [s]
    result = []
    for i in range(len(s)):
        rest = s[:i] + s[i + 1:]
        for p in permutations(rest):
            result.append(s[i] + p)
    return result

print(permutations("abc"))
# ---
# O(n!) O(n) solve_queens
def is_safe(board, row, col):
    for r in range(row):
        c = board[r]
        if c == col or abs(c - col) == row - r:
            return False
    return True

def place(board, row, n):
    if row == n:
        return 1
    total = 0
    for col in range(n):
        if is_safe(board, row, col):
            board[row] = col
            total += place(board, row + 1, n)
    return total

def solve_queens(n):
    board = [-1] * n
    return place(board, 0, n)

print(solve_queens(4))
print(solve_queens(5))
# ---
# O(2^n) O(n)
def TowerOfHanoi(n, source, destination, auxiliary):
    if n == 1:
        print("Move disk 1 from", source, "to", destination)
        return
    TowerOfHanoi(n - 1, source, auxiliary, destination)
    print("Move disk", n, "from", source, "to", destination)
    TowerOfHanoi(n - 1, auxiliary, destination, source)

TowerOfHanoi(3, 'A', 'B', 'C')
# ---
# O(n^3) O(1)
# maximum subarray brute force
def max_subarray(a):
    n = len(a)
    best = a[0]
    for i in range(n):
        for j in range(i, n):
            s = 0
            for k in range(i, j + 1):
                s += a[k]
            if s > best:
                best = s
    return best

print(max_subarray([-2, 1, -3, 4, -1, 2, 1, -5, 4]))
# ---
# O(n^2) O(1)
def is_anagram(word1, word2):
    if len(word1) != len(word2):
        return False
    for letter in word1:
        if word1.count(letter) != word2.count(letter):
            return False
    return True

print(is_anagram("listen", "silent"))
print(is_anagram("hello", "world"))
# ---
# O(n) O(n)|O(1)
def first_unique_char(s):
    counts = {}
    for ch in s:
        if ch in counts:
            counts[ch] += 1
        else:
            counts[ch] = 1
    for i in range(len(s)):
        if counts[s[i]] == 1:
            return i
    return -1

print(first_unique_char("leetcode"))
print(first_unique_char("aabb"))
# ---
# O(n^2) O(n^2)
def rotate90(matrix):
    n = len(matrix)
    # new empty square matrix
    rotated = []
    for i in range(n):
        rotated.append([0] * n)
    for i in range(n):
        for j in range(n):
            rotated[j][n - 1 - i] = matrix[i][j]
    return rotated

print(rotate90([[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
# ---
# O(n^3) O(n^2)
def mat_mult(A, B):
    n = len(A)
    C = [[0 for _ in range(n)] for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                C[i][j] += A[i][k] * B[k][j]
    return C

print(mat_mult([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
# ---
# O(sqrt(n)) O(1)
def is_prime(n: int) -> bool:
    if n < 2:
        return False
    if n == 2:
        return True
    if n % 2 == 0:
        return False
    i = 3
    while i * i <= n:
        if n % i == 0:
            return False
        i += 2
    return True

print(is_prime(29), is_prime(51))
# ---
# O(n)|O(n log n) O(n)
def sieve(n):
    prime = [True] * (n + 1)
    p = 2
    while p * p <= n:
        if prime[p]:
            for i in range(p * p, n + 1, p):
                prime[i] = False
        p += 1
    return [x for x in range(2, n + 1) if prime[x]]

print(sieve(30))
# ---
# O(log n) O(1)
def gcd(a, b):
    while b != 0:
        t = b
        b = a % b
        a = t
    return a

print(gcd(48, 18))
print(gcd(17, 5))
# ---
# O(log n) O(log n)
def power(x, n):
    if n == 0:
        return 1
    half = power(x, n // 2)
    if n % 2 == 0:
        return half * half
    else:
        return half * half * x

print(power(2, 10))
print(power(3, 5))
# ---
# O(sqrt(n)) O(log n)|O(1)
def prime_factors(n):
    factors = []
    d = 2
    while d * d <= n:
        while n % d == 0:
            factors.append(d)
            n = n // d
        d += 1
    if n > 1:
        factors.append(n)
    return factors

print(prime_factors(84))
print(prime_factors(97))
# ---
# O(log n) O(1)
def digital_sum(num):
    total = 0
    while num > 0:
        digit = num % 10
        total = total + digit
        num = num // 10
    return total

print(digital_sum(12345))
# ---
# O(n log n) O(n)
def max_meetings(start, end):
    meetings = []
    for i in range(len(start)):
        meetings.append((end[i], start[i]))
    meetings.sort()
    count = 0
    last_end = -1
    for e, s in meetings:
        if s >= last_end:
            count += 1
            last_end = e
    return count

print(max_meetings([1, 3, 0, 5, 8, 5], [2, 4, 6, 7, 9, 9]))
# ---
# O(n) O(1)
class Solution(object):
    def maxArea(self, height):
        """
        :type height: List[int]
        :rtype: int
        """
        left, right = 0, len(height) - 1
        best = 0
        while left < right:
            area = (right - left) * min(height[left], height[right])
            best = max(best, area)
            if height[left] < height[right]:
                left += 1
            else:
                right -= 1
        return best

sol = Solution()
print(sol.maxArea([1, 8, 6, 2, 5, 4, 8, 3, 7]))
# ---
# O(n) O(n)|O(1)
def longest_unique(s):
    window = set()
    left = 0
    longest = 0
    for right in range(len(s)):
        while s[right] in window:
            window.remove(s[left])
            left += 1
        window.add(s[right])
        longest = max(longest, right - left + 1)
    return longest

print(longest_unique("abcabcbb"))
print(longest_unique("bbbb"))
# ---
# O(n log n) O(n)
import heapq

def connect_sticks(sticks):
    heap = list(sticks)
    heapq.heapify(heap)
    cost = 0
    while len(heap) > 1:
        a = heapq.heappop(heap)
        b = heapq.heappop(heap)
        cost += a + b
        heapq.heappush(heap, a + b)
    return cost

print(connect_sticks([2, 4, 3]))
print(connect_sticks([1, 8, 3, 5]))
# ---
# O(n^2 log n) O(n)
def running_medians(nums):
    medians = []
    for i in range(len(nums)):
        s = sorted(nums[:i + 1])
        k = len(s)
        if k % 2 == 1:
            medians.append(s[k // 2])
        else:
            medians.append((s[k // 2 - 1] + s[k // 2]) / 2)
    return medians

print(running_medians([5, 15, 1, 3]))
# ---
# O(n^2) O(n^2)
def list_sum(numList):
    if len(numList) == 0:
        return 0
    if len(numList) == 1:
        return numList[0]
    else:
        return numList[0] + list_sum(numList[1:])

print(list_sum([1, 3, 5, 7, 9]))
# ---
# O(nm) O(nm) numIslands
def numIslands(grid):
    rows = len(grid)
    cols = len(grid[0])
    visited = set()

    def explore(r, c):
        if r < 0 or c < 0 or r >= rows or c >= cols:
            return
        if grid[r][c] == "0" or (r, c) in visited:
            return
        visited.add((r, c))
        explore(r + 1, c)
        explore(r - 1, c)
        explore(r, c + 1)
        explore(r, c - 1)

    islands = 0
    for r in range(rows):
        for c in range(cols):
            if grid[r][c] == "1" and (r, c) not in visited:
                explore(r, c)
                islands += 1
    return islands

print(numIslands([["1", "1", "0"], ["0", "0", "0"], ["1", "0", "1"]]))
