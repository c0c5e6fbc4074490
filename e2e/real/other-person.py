"""The other person in a chat: matrix-nio, a client that others wrote.

Arguments: homeserver, user name, password. Then one command a line on standard input, one JSON line back:
  create NAME INVITEE   makes a room and invites somebody
  send ROOM TEXT        sends a message
"""

import asyncio
import json
import sys

from nio import AsyncClient, RoomCreateResponse


async def main() -> None:
    address, username, password = sys.argv[1:4]
    client = AsyncClient(address, username)
    login = await client.login(password, device_name="other person")
    print(json.dumps({"user": getattr(login, "user_id", None), "problem": str(getattr(login, "message", ""))}), flush=True)
    loop = asyncio.get_running_loop()
    while line := (await loop.run_in_executor(None, sys.stdin.readline)).rstrip("\n"):
        command, *rest = line.split(" ", 2)
        if command == "create":
            reply = await client.room_create(name=rest[0], invite=[rest[1]])
            print(json.dumps({"room": reply.room_id if isinstance(reply, RoomCreateResponse) else None}), flush=True)
        elif command == "send":
            reply = await client.room_send(rest[0], "m.room.message", {"msgtype": "m.text", "body": rest[1]})
            print(json.dumps({"event": getattr(reply, "event_id", None)}), flush=True)
    await client.close()


asyncio.run(main())
