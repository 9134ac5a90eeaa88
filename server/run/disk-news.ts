import type { DiskWatch } from '../disk/disk-watch.ts';
import type { EventStream } from './event-stream.ts';

/** Tells a page how the disk stands, now and whenever that changes, as long as the page is watched over. */
export function withDiskNews(disk: DiskWatch, stream: EventStream, watching: Disposable): Disposable {
  stream.send({ type: 'disk', disk: disk.state() });
  const following = disk.onChange((state) => stream.send({ type: 'disk', disk: state }));
  return {
    [Symbol.dispose]() {
      following[Symbol.dispose]();
      watching[Symbol.dispose]();
    },
  };
}
