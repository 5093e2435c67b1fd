/// <reference lib="webworker" />

import { TileBoard } from './tile-board';
import type { ToTiles } from './tile-protocol';

declare const self: DedicatedWorkerGlobalScope;

const board = new TileBoard();
let due = false;

// However many messages come, a frame is drawn once.
self.onmessage = (event: MessageEvent<ToTiles>) => {
  board.take(event.data);
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    board.draw();
  });
};
