#ifndef NNCC_VECTOR_H
#define NNCC_VECTOR_H

#endif
