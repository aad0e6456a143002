# O(1) O(1)
def is_leap(year):
    if year % 400 == 0:
        return True
    elif year % 100 == 0:
        return False
    elif year % 4 == 0:
        return True
    else:
        return False

print(is_leap(2000))
print(is_leap(1900))
print(is_leap(2024))
# ---
# O(1) O(1)
def yearly_interest(balance, rate):
    # compound the balance month by month for one year
    monthly = rate / 12
    total = 0
    for month in range(1, 13):
        gain = balance * monthly
        total = total + gain
        balance = balance + gain
    return round(total, 2)

print(yearly_interest(1000, 0.05))
print(yearly_interest(250, 0.12))
# ---
# O(log n) O(1)
def binary_search(arr, target):
    low = 0
    high = len(arr) - 1
    while low <= high:
        mid = (low + high) // 2
        if arr[mid] == target:
            return mid
        elif arr[mid] < target:
            low = mid + 1
        else:
            high = mid - 1
    return -1

print(binary_search([1, 3, 5, 7, 9, 11], 7))
print(binary_search([1, 3, 5, 7, 9, 11], 4))
# ---
# O(log n) O(log n)
def power(base, exp):
    """computes base**exp for exp >= 0"""
    if exp == 0:
        return 1
    half = power(base, exp // 2)
    if exp % 2 == 0:
        return half * half
    else:
        return half * half * base

print(power(2, 10))
print(power(3, 5))
# ---
# O(log n) O(1)
def digit_sum(n):
    s = 0
    while n > 0:
        last = n % 10
        s += last
        n = n // 10
    return s

print(digit_sum(12345))
print(digit_sum(9))
# ---
# O(sqrt n) O(1)
def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True

for k in [1, 2, 9, 17, 91, 97]:
    print(k, is_prime(k))
# ---
# O(log n) O(log n)
def first_bad(versions, lo, hi):
    # versions is like [False, False, True, True]
    if lo == hi:
        return lo
    mid = (lo + hi) // 2
    if versions[mid] == True:
        return first_bad(versions, lo, mid)
    return first_bad(versions, mid + 1, hi)

v = [False, False, False, True, True]
print(first_bad(v, 0, len(v) - 1))
# ---
# O(sqrt n) O(sqrt n)
import math

def divisors(n):
    small = []
    big = []
    for d in range(1, math.isqrt(n) + 1):
        if n % d == 0:
            small.append(d)
            if d != n // d:
                big.append(n // d)
    big.reverse()
    return small + big

print(divisors(36))
print(divisors(13))
# ---
# O(n) O(1)
def average(list):
    sum = 0
    count = 0
    for x in list:
        sum = sum + x
        count = count + 1
    if count == 0:
        return 0
    return sum / count

print(average([4, 8, 6]))
print(average([]))
# ---
# O(n) O(1)
def min_max(numbers):
    smallest = numbers[0]
    largest = numbers[0]
    for i in range(len(numbers)):
        if numbers[i] < smallest:
            smallest = numbers[i]
    for i in range(len(numbers)):
        if numbers[i] > largest:
            largest = numbers[i]
    return smallest, largest

print(min_max([3, 9, -2, 7]))
# ---
# O(n) O(1)
def count_vowels(word):
    vowels = "aeiouAEIOU"
    c = 0
    for letter in word:
        if letter in vowels:
            c += 1
    return c

print(count_vowels("Programming is Easy"))
print(count_vowels("xyz"))
# ---
# O(n) O(n) twoSum
class Solution:
    def twoSum(self, nums: list[int], target: int) -> list[int]:
        seen = {}
        for i, num in enumerate(nums):
            need = target - num
            if need in seen:
                return [seen[need], i]
            seen[num] = i
        return []

print(Solution().twoSum([2, 7, 11, 15], 9))
print(Solution().twoSum([3, 2, 4], 6))
# ---
# O(n) O(1)
def is_palindrome(s):
    i = 0
    j = len(s) - 1
    while i < j:
        while i < j and not s[i].isalnum():
            i += 1
        while i < j and not s[j].isalnum():
            j -= 1
        if s[i].lower() != s[j].lower():
            return False
        i += 1
        j -= 1
    return True

print(is_palindrome("A man, a plan, a canal: Panama"))
print(is_palindrome("race a car"))
# ---
# O(n) O(n)
def check(text):
    text = text.lower()
    text = text.replace(" ", "")
    backwards = text[::-1]
    if text == backwards:
        return True
    else:
        return False

print(check("Never odd or even"))
print(check("hello"))
# ---
# O(n) O(1)
def fibonacci(n):
    if n == 0:
        return 0
    a, b = 0, 1
    for _ in range(n - 1):
        a, b = b, a + b
    return b

print([fibonacci(i) for i in range(10)])
# ---
# O(n) O(n)
def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)

print(factorial(5))
print(factorial(0))
# ---
# O(n) O(n)
def word_count(sentence):
    words = sentence.lower().split()
    counts = {}
    for w in words:
        if w not in counts:
            counts[w] = 1
        else:
            counts[w] += 1
    return counts

print(word_count("the cat and the dog and the bird"))
# ---
# O(n) O(1)
def is_anagram(s: str, t: str) -> bool:
    if len(s) != len(t):
        return False
    letters = [0] * 26
    for i in range(len(s)):
        letters[ord(s[i]) - ord('a')] += 1
        letters[ord(t[i]) - ord('a')] -= 1
    for x in letters:
        if x != 0:
            return False
    return True

print(is_anagram("listen", "silent"))
print(is_anagram("rat", "car"))
# ---
# O(n) O(n)
def is_valid(s):
    stack = []
    pairs = {')': '(', ']': '[', '}': '{'}
    for ch in s:
        if ch in pairs.values():
            stack.append(ch)
        elif ch in pairs:
            if len(stack) == 0:
                return False
            top = stack.pop()
            if top != pairs[ch]:
                return False
    return len(stack) == 0

print(is_valid("{[()]}"))
print(is_valid("(]"))
# ---
# O(n) O(1)
def max_subarray(nums):
    # kadane
    best = nums[0]
    cur = nums[0]
    for i in range(1, len(nums)):
        cur = max(nums[i], cur + nums[i])
        best = max(best, cur)
    return best

print(max_subarray([-2, 1, -3, 4, -1, 2, 1, -5, 4]))
# ---
# O(n) O(1)
def move_zeroes(nums):
    pos = 0
    for i in range(len(nums)):
        if nums[i] != 0:
            nums[pos], nums[i] = nums[i], nums[pos]
            pos += 1

a = [0, 1, 0, 3, 12]
move_zeroes(a)
print(a)
# ---
# O(n) O(n)|O(1)
def longest_unique(s):
    seen = set()
    left = 0
    best = 0
    for right in range(len(s)):
        while s[right] in seen:
            seen.remove(s[left])
            left += 1
        seen.add(s[right])
        if right - left + 1 > best:
            best = right - left + 1
    return best

print(longest_unique("abcabcbb"))
print(longest_unique("bbbbb"))
print(longest_unique(""))
# ---
# O(n) O(1) reverse_list
class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

def reverse_list(head):
    prev = None
    current = head
    while current is not None:
        nxt = current.next
        current.next = prev
        prev = current
        current = nxt
    return prev

def show(head):
    while head:
        print(head.value, end=" -> ")
        head = head.next
    print("None")

h = Node(1, Node(2, Node(3)))
show(h)
show(reverse_list(h))
# ---
# O(n) O(n) max_depth
class TreeNode:
    def __init__(self, val=0, left=None, right=None):
        self.val = val
        self.left = left
        self.right = right

def max_depth(root):
    if root is None:
        return 0
    l = max_depth(root.left)
    r = max_depth(root.right)
    if l > r:
        return l + 1
    else:
        return r + 1

t = TreeNode(3, TreeNode(9), TreeNode(20, TreeNode(15), TreeNode(7)))
print(max_depth(t))
print(max_depth(None))
# ---
# O(n) O(n) climb
def climb(n, memo={}):
    if n <= 1:
        return 1
    if n in memo:
        return memo[n]
    memo[n] = climb(n - 1, memo) + climb(n - 2, memo)
    return memo[n]

print(climb(5))
print(climb(30))
# ---
# O(n)|O(n^2) O(n)
def caesar(message, shift):
    result = ""
    for ch in message:
        if ch.isupper():
            result += chr((ord(ch) - 65 + shift) % 26 + 65)
        elif ch.islower():
            result += chr((ord(ch) - 97 + shift) % 26 + 97)
        else:
            result += ch
    return result

secret = caesar("Hello, World!", 3)
print(secret)
print(caesar(secret, -3))
# ---
# O(n) O(1)
def mystery(n):
    # exam question 4: how often is count increased?
    count = 0
    while n > 0:
        for i in range(n):
            count += 1
        n = n // 2
    return count

print(mystery(8))
print(mystery(100))
# ---
# O(n) O(1) search
class BST:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

def insert(root, key):
    if root is None:
        return BST(key)
    if key < root.key:
        root.left = insert(root.left, key)
    else:
        root.right = insert(root.right, key)
    return root

def search(root, key):
    node = root
    while node is not None:
        if node.key == key:
            return True
        if key < node.key:
            node = node.left
        else:
            node = node.right
    return False

r = None
for k in [50, 30, 70, 20, 40]:
    r = insert(r, k)
print(search(r, 40), search(r, 60))
# ---
# O(n log n) O(n) merge_sort
def merge(left, right):
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    result.extend(left[i:])
    result.extend(right[j:])
    return result

def merge_sort(arr):
    if len(arr) <= 1:
        return arr
    mid = len(arr) // 2
    left = merge_sort(arr[:mid])
    right = merge_sort(arr[mid:])
    return merge(left, right)

print(merge_sort([38, 27, 43, 3, 9, 82, 10]))
# ---
# O(n log n) O(n)
def contains_duplicate(nums):
    nums = sorted(nums)
    for i in range(len(nums) - 1):
        if nums[i] == nums[i + 1]:
            return True
    return False

print(contains_duplicate([1, 2, 3, 1]))
print(contains_duplicate([1, 2, 3]))
# ---
# O(n log n) O(1)
def count_steps(n):
    steps = 0
    for i in range(n):
        j = 1
        while j < n:
            steps += 1
            j = j * 2
    return steps

print(count_steps(16))
# ---
# O(n log n) O(n)
import heapq

def heap_sort(values):
    heap = []
    for v in values:
        heapq.heappush(heap, v)
    out = []
    while heap:
        out.append(heapq.heappop(heap))
    return out

print(heap_sort([5, 1, 4, 2, 3]))
# ---
# O(n log n) O(n)
def merge_intervals(intervals: list[list[int]]) -> list[list[int]]:
    intervals.sort(key=lambda x: x[0])
    merged = []
    for start, end in intervals:
        if not merged or merged[-1][1] < start:
            merged.append([start, end])
        else:
            merged[-1][1] = max(merged[-1][1], end)
    return merged

print(merge_intervals([[1, 3], [8, 10], [2, 6], [15, 18]]))
print(merge_intervals([[1, 4], [4, 5]]))
# ---
# O(n log n) O(n)
from bisect import bisect_left

def lis(nums):
    tails = []
    for x in nums:
        i = bisect_left(tails, x)
        if i == len(tails):
            tails.append(x)
        else:
            tails[i] = x
    return len(tails)

print(lis([10, 9, 2, 5, 3, 7, 101, 18]))
# ---
# O(n log n) O(n)
def divisor_counts(n):
    cnt = [0] * (n + 1)
    for d in range(1, n + 1):
        for multiple in range(d, n + 1, d):
            cnt[multiple] += 1
    return cnt

print(divisor_counts(12))
# ---
# O(n log n) O(n)|O(1)
def closest_pair_diff(a):
    a.sort()
    best = None
    for i in range(1, len(a)):
        d = a[i] - a[i - 1]
        if best == None or d < best:
            best = d
    return best

print(closest_pair_diff([9, 1, 15, 4, 20]))
# ---
# O(n^2) O(1)
def bubbleSort(lst):
    n = len(lst)
    for i in range(n):
        swapped = False
        for j in range(0, n - i - 1):
            if lst[j] > lst[j + 1]:
                temp = lst[j]
                lst[j] = lst[j + 1]
                lst[j + 1] = temp
                swapped = True
        if swapped == False:
            break
    return lst

print(bubbleSort([64, 34, 25, 12, 22, 11, 90]))
print(bubbleSort([1, 2, 3]))
# ---
# O(n^2) O(n)
def my_sort(numbers):
    numbers = numbers.copy()
    ordered = []
    while len(numbers) > 0:
        m = min(numbers)
        ordered.append(m)
        numbers.remove(m)
    return ordered

print(my_sort([5, 2, 8, 1, 2]))
# ---
# O(n^2) O(1)
def insertion_sort(A):
    for i in range(1, len(A)):
        key = A[i]
        j = i - 1
        while j >= 0 and A[j] > key:
            A[j + 1] = A[j]
            j -= 1
        A[j + 1] = key

nums = [12, 11, 13, 5, 6]
insertion_sort(nums)
print(nums)
# ---
# O(n^2) O(1)
def has_pair_with_sum(arr, k):
    for i in range(len(arr)):
        for j in range(i + 1, len(arr)):
            if arr[i] + arr[j] == k:
                return True
    return False

print(has_pair_with_sum([10, 15, 3, 7], 17))
print(has_pair_with_sum([1, 2, 3], 100))
# ---
# O(n^2) O(n)
def remove_duplicates(items):
    result = []
    for item in items:
        if item not in result:
            result.append(item)
    return result

print(remove_duplicates([1, 2, 2, 3, 1, 4]))
print(remove_duplicates(["a", "b", "a"]))
# ---
# O(n^2) O(n)
def serve_customers(line):
    queue = list(line)
    served = []
    while len(queue) != 0:
        customer = queue.pop(0)
        served.append(customer + " served")
    return served

print(serve_customers(["Ann", "Bob", "Carl"]))
# ---
# O(n^2) O(n^2)|O(n)
def quicksort(arr):
    if len(arr) <= 1:
        return arr
    pivot = arr[0]
    less = [x for x in arr[1:] if x < pivot]
    more = [x for x in arr[1:] if x >= pivot]
    return quicksort(less) + [pivot] + quicksort(more)

print(quicksort([3, 6, 8, 10, 1, 2, 1]))
# ---
# O(n^2) O(n^2)
def sum_list(lst):
    # recursive sum, homework 6
    if lst == []:
        return 0
    return lst[0] + sum_list(lst[1:])

print(sum_list([1, 2, 3, 4]))
print(sum_list([]))
# ---
# O(n^2) O(1)
def most_frequent(data):
    winner = None
    best = 0
    for x in data:
        if data.count(x) > best:
            best = data.count(x)
            winner = x
    return winner

print(most_frequent([1, 3, 3, 2, 3, 1]))
# ---
# O(n^2) O(n^2)
def pascal(n):
    triangle = []
    for i in range(n):
        row = [1] * (i + 1)
        for j in range(1, i):
            row[j] = triangle[i - 1][j - 1] + triangle[i - 1][j]
        triangle.append(row)
    return triangle

for row in pascal(5):
    print(row)
# ---
# O(n^2) O(n) longestPalindrome
def expand(s, l, r):
    while l >= 0 and r < len(s) and s[l] == s[r]:
        l -= 1
        r += 1
    return s[l + 1:r]

def longestPalindrome(s):
    res = ""
    for i in range(len(s)):
        odd = expand(s, i, i)
        even = expand(s, i, i + 1)
        if len(odd) > len(res):
            res = odd
        if len(even) > len(res):
            res = even
    return res

print(longestPalindrome("babad"))
print(longestPalindrome("cbbd"))
# ---
# O(n^2) O(n)
def length_of_lis(nums):
    if not nums:
        return 0
    dp = [1] * len(nums)
    for i in range(len(nums)):
        for j in range(i):
            if nums[j] < nums[i]:
                dp[i] = max(dp[i], dp[j] + 1)
    return max(dp)

print(length_of_lis([0, 1, 0, 3, 2, 3]))
print(length_of_lis([7, 7, 7]))
# ---
# O(n + m) O(n + m)
def merge_sorted(a, b):
    i = 0
    j = 0
    c = []
    while i < len(a) and j < len(b):
        if a[i] < b[j]:
            c.append(a[i])
            i += 1
        else:
            c.append(b[j])
            j += 1
    while i < len(a):
        c.append(a[i])
        i += 1
    while j < len(b):
        c.append(b[j])
        j += 1
    return c

print(merge_sorted([1, 4, 6], [2, 3, 7, 9]))
# ---
# O(n + m) O(n + m)
from collections import deque

def bfs_distances(n, edges, start):
    graph = [[] for _ in range(n)]
    for u, v in edges:
        graph[u].append(v)
        graph[v].append(u)
    dist = [-1] * n
    dist[start] = 0
    q = deque([start])
    while q:
        u = q.popleft()
        for v in graph[u]:
            if dist[v] == -1:
                dist[v] = dist[u] + 1
                q.append(v)
    return dist

print(bfs_distances(5, [(0, 1), (1, 2), (0, 3)], 0))
# ---
# O(n * m) O(n * m)
def lcs(x, y):
    n = len(x)
    m = len(y)
    table = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            if x[i - 1] == y[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[n][m]

print(lcs("abcde", "ace"))
print(lcs("abc", "def"))
# ---
# O(n * m) O(n)
def common(list1, list2):
    both = []
    for x in list1:
        for y in list2:
            if x == y:
                both.append(x)
                break
    return both

print(common([1, 2, 3, 4], [3, 4, 5]))
# ---
# O(n^3) O(n^2)
def matmul(A, B):
    n = len(A)
    C = [[0 for _ in range(n)] for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                C[i][j] += A[i][k] * B[k][j]
    return C

print(matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
# ---
# O(n^3) O(n)
def best_sum(arr):
    best = arr[0]
    for i in range(len(arr)):
        for j in range(i, len(arr)):
            s = sum(arr[i:j + 1])
            if s > best:
                best = s
    return best

print(best_sum([-2, 1, -3, 4, -1, 2, 1, -5, 4]))
# ---
# O(n^2 log n) O(n)
from bisect import bisect_right, bisect_left

def count_zero_triples(nums):
    nums = sorted(nums)
    n = len(nums)
    total = 0
    for i in range(n):
        for j in range(i + 1, n):
            need = -(nums[i] + nums[j])
            # third number has to be to the right of j
            lo = bisect_left(nums, need, j + 1)
            hi = bisect_right(nums, need, j + 1)
            total += hi - lo
    return total

print(count_zero_triples([-1, 0, 1, 2, -1, -4]))
# ---
# O(2^n) O(n)
def fib(n):
    if n == 0 or n == 1:
        return n
    return fib(n - 1) + fib(n - 2)

print(fib(10))
# ---
# O(2^n) O(n)
def hanoi(n, source, target, helper):
    if n == 0:
        return 0
    moves = hanoi(n - 1, source, helper, target)
    print("move disk", n, "from", source, "to", target)
    moves += 1
    moves += hanoi(n - 1, helper, target, source)
    return moves

print(hanoi(3, "A", "C", "B"))
# ---
# O(2^n) O(n)
def subset_sum(nums, i, target):
    if target == 0:
        return True
    if i == len(nums):
        return False
    # take it or leave it
    if subset_sum(nums, i + 1, target - nums[i]):
        return True
    return subset_sum(nums, i + 1, target)

print(subset_sum([3, 34, 4, 12, 5, 2], 0, 9))
print(subset_sum([3, 34, 4], 0, 100))
# ---
# O(n!) O(n!)
def permutations(s):
    if len(s) <= 1:
        return [s]
    res = []
    for i in range(len(s)):
        rest = s[:i] + s[i + 1:]
        for p in permutations(rest):
            res.append(s[i] + p)
    return res

print(permutations("abc"))
# ---
# O(n!) O(n) shortest_tour
def shortest_tour(dist):
    n = len(dist)
    visited = [False] * n
    visited[0] = True
    best = [float("inf")]

    def go(city, count, cost):
        if count == n:
            total = cost + dist[city][0]
            if total < best[0]:
                best[0] = total
            return
        for nxt in range(n):
            if not visited[nxt]:
                visited[nxt] = True
                go(nxt, count + 1, cost + dist[city][nxt])
                visited[nxt] = False

    go(0, 1, 0)
    return best[0]

d = [[0, 10, 15, 20],
     [10, 0, 35, 25],
     [15, 35, 0, 30],
     [20, 25, 30, 0]]
print(shortest_tour(d))
