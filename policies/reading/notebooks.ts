/** Notebook instances and Studio domains, as resources. */
export const notebookType = "aws:sagemaker/notebookInstance:NotebookInstance";
export const domainType = "aws:sagemaker/domain:Domain";
