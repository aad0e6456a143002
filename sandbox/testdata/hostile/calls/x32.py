# A call of another table.
# want: failed exit 159
# stdout: "in\n"
# with: calls

print("in", flush=True)
call(0x40000027)
print("out")
