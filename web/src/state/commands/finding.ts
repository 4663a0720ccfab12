/** Finding in the chat on screen, and going to a message of any chat. */
import type { Query } from "../../domain/find";
import type { Desk } from "./desk";

export function finding(desk: Desk, open: (id: string) => void) {
  const { store } = desk;
  return {
    /** Shows the bar for the chat on screen. False where there is none. */
    openFind(): boolean {
      const conversation = store.now().open?.id;
      if (conversation === undefined) return false;
      store.dispatch({ type: "find opened", conversation });
      return true;
    },

    changeFind: (change: Partial<Query>): void => store.dispatch({ type: "find changed", change }),

    closeFind: (): void => store.dispatch({ type: "find closed" }),

    /** Opens a chat at a message, also one of a branch that is not shown, and marks the words there. */
    jumpTo(conversation: string, message: string, text: string | null = null): void {
      store.dispatch({ type: "jump asked", jump: { conversation, message, text } });
      open(conversation);
    },
  };
}
