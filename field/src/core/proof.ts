/** Signed words: proofs of possession (RFC 9449) for requests, and capture packets. */

import type { Digests, Signer } from "./ports";
import { base64url, utf8, uuid } from "./text";

export const PACKET = "yimi-capture+jwt";

/** A compact JWS (ES256) that carries its own public key. */
export async function signed(claims: object, kind: string, signer: Signer): Promise<string> {
  const header = { alg: "ES256", typ: kind, jwk: signer.jwk };
  const said = `${base64url(utf8(JSON.stringify(header)))}.${base64url(utf8(JSON.stringify(claims)))}`;
  return `${said}.${base64url(await signer.sign(utf8(said)))}`;
}

export async function proof(
  request: { method: string; url: string; nonce: string; token: string },
  signer: Signer,
  digests: Digests,
): Promise<string> {
  const claims: Record<string, string | number> = {
    jti: uuid(digests.random(16)),
    htm: request.method,
    htu: request.url.split("?")[0] ?? request.url,
    nonce: request.nonce,
    iat: 0,
  };
  if (request.token) claims["ath"] = base64url(await digests.sha256(utf8(request.token)));
  return signed(claims, "dpop+jwt", signer);
}
