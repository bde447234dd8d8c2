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
  export function readFileSync(path: string | URL, encoding: 'utf8'): string;
  export function writeFileSync(path: string | URL, text: string): void;
  export function copyFileSync(from: string, to: string): void;
  export function existsSync(path: string): boolean;
  export function mkdirSync(path: string, options: { recursive: boolean }): void;
}
declare module 'node:url' {
  export function fileURLToPath(url: URL): string;
}
declare const process: { readonly argv: readonly string[]; readonly env: Record<string, string | undefined> };
