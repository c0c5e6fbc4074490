/** The box of a picture in the timeline, in CSS pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

const largest: Box = { width: 320, height: 240 };
const smallest: Box = { width: 48, height: 48 };

/** How large a picture is shown, known before it is there: within the largest box, never larger than it is. */
export function pictureSize(width: number | null, height: number | null): Box {
  if (width === null || height === null || !(width > 0) || !(height > 0)) {
    return largest;
  }
  const scale = Math.min(1, largest.width / width, largest.height / height);
  return {
    width: Math.max(smallest.width, Math.round(width * scale)),
    height: Math.max(smallest.height, Math.round(height * scale)),
  };
}
