import { measureAggregate, type Aggregate } from "./aggregate.ts";
import { measureFiles, type FilePassage } from "./files.ts";
import { measureStreams, type Streams } from "./streams.ts";
import { table } from "./table.ts";
import { measureUpstreamCalls, type UpstreamCalls } from "./upstream-calls.ts";

/** What is gathered from tools and told live. */
export interface LiveReport {
  readonly aggregate: Aggregate;
  readonly files: readonly FilePassage[];
  readonly streams: Streams;
  readonly calls: readonly UpstreamCalls[];
}

const sizes = {
  /** Some minutes. */
  usual: { cold: 40, seconds: 5, streams: 1200, people: [10, 50], watched: 40 },
  /** As promised; needs 25,000 open files and a quarter of an hour. */
  full: { cold: 200, seconds: 6, streams: 10_000, people: [10, 100, 1000], watched: 60 },
} as const;

export async function measureLive(isFull: boolean, say: (line: string) => void): Promise<LiveReport> {
  const size = isFull ? sizes.full : sizes.usual;
  say("Gathering cards …");
  const aggregate = await measureAggregate({ people: size.cold, seconds: size.seconds });
  say("Passing files through …");
  const files = await measureFiles(size.seconds);
  say(`Opening ${size.streams} streams …`);
  const streams = await measureStreams(size.streams);
  const calls: UpstreamCalls[] = [];
  for (const people of size.people) {
    say(`Watching for ${people} people …`);
    calls.push(await measureUpstreamCalls(people, size.watched));
  }
  return { aggregate, files, streams, calls };
}

export function showLive({ aggregate: { warm, cold }, files, streams, calls }: LiveReport): string {
  const gathered = [
    ["warm, CPU ms per request", warm.cpu.toFixed(3), "≤ 0.3"],
    ["warm, requests per second", warm.perSecond.toFixed(0), ""],
    [`cold, p50 ms of ${cold.count}`, cold.p50.toFixed(0), ""],
    ["cold, p95 ms", cold.p95.toFixed(0), `≤ ${cold.slowestTool + 50}`],
  ];
  const told = [
    ["open streams", String(streams.count), ""],
    ["kB each", streams.kilobytesEach.toFixed(1), "≤ 20"],
    ["a change on the stream, p50 ms", streams.fanOut.p50.toFixed(0), ""],
    ["a change on the stream, p99 ms", streams.fanOut.p99.toFixed(0), "≤ 1000"],
    ["all back after a cut, s", streams.reconnectSeconds.toFixed(1), "≤ 30"],
    ["refused meanwhile", String(streams.refused), "0"],
  ];
  return [
    table(["home aggregate", "measured", "aim"], gathered),
    table(
      ["files", "portal CPU ms", "bare pipe CPU ms", "portal MB/s", "bare MB/s"],
      files.map((each) => [
        each.name,
        each.portal.cpu.toFixed(3),
        each.bare.cpu.toFixed(3),
        each.portal.megabytesPerSecond.toFixed(0),
        each.bare.megabytesPerSecond.toFixed(0),
      ]),
    ),
    table(["event streams", "measured", "aim"], told),
    table(
      ["people who look", "calls to tools per person and minute", "of them long polls"],
      calls.map((each) => [String(each.people), each.perMinute.toFixed(1), each.longPolls.toFixed(1)]),
    ),
  ].join("\n\n");
}
