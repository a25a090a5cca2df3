/** Offers a file to keep. */
export function saveFile(blob: Blob, name: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	// The download has begun once the click returns; some browsers read the address a little later.
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
