/** The pictures that are sent as such; their size is read before, so that nobody's timeline jumps when they load. */
const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** How large a picture is, or `null` where the file is none that this browser can read. */
export async function pictureSize(file: Blob): Promise<{ readonly width: number; readonly height: number } | null> {
  if (!pictures.has(file.type) || typeof createImageBitmap === "undefined") {
    return null;
  }
  try {
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    picture.close();
    return { width, height };
  } catch {
    // It says that it is a picture and is none: it goes as a file.
    return null;
  }
}
