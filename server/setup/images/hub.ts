const HUB = 'https://registry-1.docker.io/v2/';

/** Whether Docker Hub answers this machine at all; any HTTP answer counts (it greets strangers with 401). */
export async function hubAnswers(deadlineMs: number): Promise<boolean> {
  try {
    await fetch(HUB, { signal: AbortSignal.timeout(deadlineMs) });
    return true;
  } catch (error) {
    // fetch gives a TypeError for the network and a TimeoutError for the deadline; both mean no.
    if (error instanceof Error && (error instanceof TypeError || error.name === 'TimeoutError')) return false;
    throw error;
  }
}
