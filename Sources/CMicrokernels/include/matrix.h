#ifndef NNCC_MATRIX_H
#define NNCC_MATRIX_H

#endif
