/** The little of Node that the build's own scripts use; its types are no dependency. */
declare module 'node:crypto' {
  interface Hash {
    update(data: string | Uint8Array): Hash;
    digest(encoding: 'hex'): string;
  }
  export function createHash(algorithm: string): Hash;
}
declare module 'node:fs' {
  export function readdirSync(path: string): string[];
  export function readFileSync(path: string): Uint8Array;
}
declare module 'node:url' {
  export function fileURLToPath(url: URL): string;
}
