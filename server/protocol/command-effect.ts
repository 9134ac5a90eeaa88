const acting =
  /\b(?:docker\s+(?:(?:container|network|compose)\s+)?(?:[-\w=./]+\s+)*?(?:up|down|stop|start|restart|kill|pause|unpause|rm|connect|disconnect)\b|patronictl\b.*\b(?:switchover|failover|restart|reinit|pause|resume|edit-config|reload)\b)/;

/** Whether a command does something to the containers or to the cluster's roles, by its text. */
export function actsOnContainers(text: string): boolean {
  return acting.test(text);
}
