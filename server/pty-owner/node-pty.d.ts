// The package's own typings name another module, and know strings only; with `encoding: null` it is buffers.
declare module 'node-pty' {
  type Disposable = { dispose(): void };
  type Event<Value> = (listener: (value: Value) => void) => Disposable;

  export function spawn(
    file: string,
    args: string[],
    options: {
      name: string;
      cols: number;
      rows: number;
      cwd: string;
      env: Record<string, string>;
      encoding: null;
    },
  ): {
    readonly pid: number;
    readonly fd: number;
    readonly onData: Event<Buffer>;
    readonly onExit: Event<{ exitCode: number; signal?: number }>;
    on(event: 'close', listener: () => void): void;
    write(data: Buffer): void;
    resize(columns: number, rows: number): void;
    pause(): void;
    resume(): void;
  };
}
