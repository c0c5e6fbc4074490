import { z } from "zod";

/** A task as the tool writes it; what is not named here is not read. */
export const taskSchema = z.object({
  id: z.int().positive(),
  title: z.string(),
  list: z.string(),
  due: z.iso.date().nullable(),
  changed: z.iso.datetime({ offset: true }),
});
export type Task = z.output<typeof taskSchema>;

/** The items are read one by one, so that an odd one does not cost the others. */
export const taskListSchema = z.object({ total: z.int().nonnegative(), tasks: z.array(z.unknown()) });

export const aboutSchema = z.object({ version: z.string() });

/** What the tool says when it refuses. */
export const problemSchema = z.object({ error: z.string() });
