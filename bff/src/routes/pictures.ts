import { picturePath } from "@pforte/shared/contract/admin-assets";
import type { FastifyInstance, FastifyReply } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import type { IconFamily } from "#services/icon-family.ts";
import { pictureTypes } from "#services/picture-check.ts";
import type { PictureService } from "#services/pictures.ts";

const access = { scope: "open", kind: "asset", activity: false } as const;
/** Whatever a browser makes of it when it is opened by itself, it runs nothing, loads nothing and belongs to no origin. */
const sandbox = "default-src 'none'; style-src 'none'; sandbox";

/** Pictures for everybody who knows their address: uploaded ones by their digest, and the built-in family by name. */
export function registerPictureRoutes(
  app: FastifyInstance,
  { pictures, family }: { readonly pictures: PictureService; readonly family: Promise<IconFamily> },
): void {
  app.get<{ Params: { file: string } }>(picturePath, { config: { access } }, async (request, reply) => {
    const picture = await pictures.find(request.params.file);
    if (picture === null) throw new PortalError("not_found", { message: "There is no such picture." });
    reply.header("cache-control", "public, max-age=31536000, immutable");
    return inert(reply, picture.type).send(picture.bytes);
  });

  app.get<{ Params: { name: string } }>("/icons/family/:name", { config: { access } }, async (request, reply) => {
    const svg = (await family).get(request.params.name.replace(/\.svg$/u, ""));
    if (svg === undefined || !request.params.name.endsWith(".svg")) {
      throw new PortalError("not_found", { message: "There is no such icon." });
    }
    // A later release may draw it anew under the same name.
    reply.header("cache-control", "public, max-age=86400");
    return inert(reply, pictureTypes.svg).send(svg);
  });
}

function inert(reply: FastifyReply, type: string): FastifyReply {
  return (
    reply
      .header("content-type", type)
      .header("content-security-policy", sandbox)
      // Other tools show them in their own menus.
      .header("cross-origin-resource-policy", "cross-origin")
      .removeHeader("vary")
  );
}
