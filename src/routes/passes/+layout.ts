// Rendered on the device alone: the same prerendered shell opens every address of this app offline.
export const ssr = false;
