"""A judge of our Matrix stand-in: matrix-nio, a client that others wrote, lives through a day with it.

Arguments: address, user id, device id, access token, a room that the person is invited to, a room where others write.
Prints one JSON object of what it saw; nio itself refuses replies that its own schemas do not allow.
"""

import asyncio
import json
import sys

from nio import AsyncClient, ErrorResponse, SyncResponse


def sure(reply, what):
    if isinstance(reply, ErrorResponse):
        sys.exit(f"{what}: {reply}")
    return reply


async def main() -> None:
    address, user, device, token, invited, lively = sys.argv[1:7]
    client = AsyncClient(address, user)
    client.restore_login(user, device, token)
    seen = {}
    who = sure(await client.whoami(), "whoami")
    seen["user"] = who.user_id
    first = sure(await client.sync(timeout=0, full_state=True), "first sync")
    assert isinstance(first, SyncResponse)
    seen["invited"] = sorted(client.invited_rooms)
    room = client.rooms[lively]
    seen["name"] = room.display_name
    seen["members"] = sorted(room.users)
    seen["unread"] = [room.unread_notifications, room.unread_highlights]
    newest = first.rooms.join[lively].timeline.events[-1]
    sure(await client.room_read_markers(lively, newest.event_id, newest.event_id), "read markers")
    sure(await client.join(invited), "join")
    sent = sure(await client.room_send(lively, "m.room.message", {"msgtype": "m.text", "body": "von nio"}, tx_id="t1"), "send")
    again = sure(await client.room_send(lively, "m.room.message", {"msgtype": "m.text", "body": "von nio"}, tx_id="t1"), "send again")
    seen["once"] = sent.event_id == again.event_id
    second = sure(await client.sync(timeout=2000), "second sync")
    seen["joined"] = invited in client.rooms
    seen["heard"] = [getattr(event, "body", None) for event in second.rooms.join[lively].timeline.events]
    seen["left"] = [room.unread_notifications, room.unread_highlights]
    sure(await client.room_leave(invited), "leave")
    sure(await client.logout(), "logout")
    seen["after"] = type(await client.whoami()).__name__
    await client.close()
    print(json.dumps(seen))


asyncio.run(main())
