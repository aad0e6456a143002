# Twenty thousand coroutines at once.
# want: succeeded
# stdout: "20000\n"

import asyncio


async def main():
    print(len(await asyncio.gather(*(asyncio.sleep(0) for _ in range(20000)))))


asyncio.run(main())
