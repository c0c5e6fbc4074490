/** Somebody who never chose otherwise lets others see how far they have read. */
export const sendsReceipts = async (): Promise<boolean> => true;
