import { useState } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import type { ListedRoom } from "./listed-room.ts";
import { useChatAct } from "./use-chat-act.ts";

/** What the person has made of a room, as it will be once the homeserver has said so. */
export interface RoomFlags {
  readonly isMuted: boolean;
  readonly isFavourite: boolean;
  readonly toggleMuted: () => void;
  readonly toggleFavourite: () => void;
  /** Why the last change is not kept. */
  readonly failure: string | null;
}

interface Wanted {
  readonly isMuted?: boolean;
  readonly isFavourite?: boolean;
}

/** Shows a change at once; it goes back, with the reason, where the homeserver refuses it. */
export function useRoomFlags({ hub, room }: ListedRoom): RoomFlags {
  const { t } = useTopicText("rooms");
  const [wanted, setWanted] = useState<Wanted>({});
  const { failure, run } = useChatAct();
  const isMuted = wanted.isMuted ?? room.isMuted;
  const isFavourite = wanted.isFavourite ?? room.isFavourite;
  const change = async (next: Wanted, act: () => Promise<void>, done: string): Promise<void> => {
    setWanted(next);
    if (await run(act)) {
      announce(done);
    }
    // From here on the room says itself what holds.
    setWanted({});
  };
  return {
    isMuted,
    isFavourite,
    failure,
    toggleMuted: () =>
      void change(
        { isMuted: !isMuted },
        async () => hub.setMuted(room.id, !isMuted),
        t(isMuted ? "rooms.unmutedDone" : "rooms.mutedDone", { room: room.name }),
      ),
    toggleFavourite: () =>
      void change(
        { isFavourite: !isFavourite },
        async () => hub.setFavourite(room.id, !isFavourite),
        t(isFavourite ? "rooms.unfavouriteDone" : "rooms.favouriteDone", { room: room.name }),
      ),
  };
}
